/**
 * Keeps the most recently used sessions; the least recently used ones are disposed when the cache is full, by their number or by
 * the memory that they may need.
 */
import { bytesPerElement } from './element-types.js';
import type { Program } from './graph.js';
import { lowerProgram } from './lower.js';
import { Session, type RuntimeOptions } from './runtime.js';

export interface SessionCacheOptions extends RuntimeOptions {
  /** Sessions kept, 1 or more; each holds up to 60 MB of working memory for a small CNN. */
  readonly capacity: number;
  /** Bytes of all values of the programs kept, which is more than they need, as they reuse memory; one is kept whatever its size. */
  readonly maxBytes: number;
}

export class SessionCache {
  private readonly sessions = new Map<string, Session>();
  private readonly bytes = new Map<string, number>();
  private totalBytes = 0;
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
    const bytes = bytesOf(program);
    this.bytes.set(program.key, bytes);
    this.totalBytes += bytes;
    this.trim();
    return session;
  }

  /** Drops the least recently used sessions until the rest is within the bounds. */
  private trim(): void {
    const { capacity, maxBytes } = this.options;
    for (const [key, session] of this.sessions) {
      const isWithin = this.sessions.size <= capacity && this.totalBytes <= maxBytes;
      if (isWithin || this.sessions.size === 1) return;
      session.dispose();
      this.sessions.delete(key);
      this.totalBytes -= this.bytes.get(key)!;
      this.bytes.delete(key);
    }
  }

  dispose(): void {
    for (const session of this.sessions.values()) session.dispose();
    this.sessions.clear();
    this.bytes.clear();
    this.totalBytes = 0;
  }
}

function bytesOf({ nodes, constants }: Program): number {
  const values = [...nodes.flatMap(node => node.outputs), ...constants];
  return values.reduce(
    (sum, { type, shape }) => sum + shape.reduce((size, length) => size * length, bytesPerElement[type]),
    0,
  );
}
