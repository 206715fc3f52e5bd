/** Keeps the most recently used sessions; the least recently used one is disposed when the cache is full. */
import type { Program } from './graph.js';
import { lowerProgram } from './lower.js';
import { Session, type RuntimeOptions } from './runtime.js';

export interface SessionCacheOptions extends RuntimeOptions {
  /** Sessions kept, 1 or more; each holds up to 60 MB of working memory for a small CNN. */
  readonly capacity: number;
}

export class SessionCache {
  private readonly sessions = new Map<string, Session>();
  /** Programs compiled since the start. */
  compiled = 0;

  constructor(private readonly options: SessionCacheOptions) {}

  get size(): number {
    return this.sessions.size;
  }

  /** The session of the program that a key names, or null if there is none (any more). */
  find(key: string): Session | null {
    const session = this.sessions.get(key);
    if (session === undefined) return null;
    this.sessions.delete(key);
    this.sessions.set(key, session);
    return session;
  }

  /** The session of a program, compiled at its first use. */
  get(program: Program): Session {
    const existing = this.find(program.key);
    if (existing !== null) return existing;
    const outputs = program.outputs.map((_, index) => `o${index}`);
    const session = new Session(lowerProgram(program), outputs, this.options);
    this.compiled++;
    this.sessions.set(program.key, session);
    if (this.sessions.size > this.options.capacity) {
      const [oldest] = this.sessions.keys();
      this.sessions.get(oldest!)!.dispose();
      this.sessions.delete(oldest!);
    }
    return session;
  }

  dispose(): void {
    for (const session of this.sessions.values()) session.dispose();
    this.sessions.clear();
  }
}
