/** What a run of tfjs-core's specs came to: outcomes, and the kernels that ran outside of the graph. */

export class Tally {
  /** Names of passed specs, and of those skipped by the suite itself. */
  passed = [];
  pending = [];
  /** { name, messages } of each failed spec. */
  failed = [];
  /** Passed specs in which no kernel fell back. */
  native = 0;
  /** Calls by kernel that the `cpu` backend took. */
  fallbacks = new Map();
  #hasFallenBack = false;

  start() {
    this.#hasFallenBack = false;
  }

  fellBack(kernel) {
    this.#hasFallenBack = true;
    this.fallbacks.set(kernel, (this.fallbacks.get(kernel) ?? 0) + 1);
  }

  finish({ fullName, status, failedExpectations }) {
    if (status === 'passed') {
      this.passed.push(fullName);
      if (!this.#hasFallenBack) this.native++;
    } else if (status === 'failed') {
      this.failed.push({ name: fullName, messages: failedExpectations.map(({ message }) => message) });
    } else if (status === 'pending') {
      this.pending.push(fullName);
    }
  }

  /** A suite fails by itself where its beforeAll or afterAll throws. */
  finishSuite({ fullName, failedExpectations }) {
    if (failedExpectations.length > 0) this.finish({ fullName, status: 'failed', failedExpectations });
  }
}

/**
 * Prints the outcome and returns the counts; `unexpected` counts specs that failed without being listed, and lines of the
 * list whose spec did not fail.
 */
export function report(tally, knownDifferences) {
  const { passed, pending, failed, native, fallbacks } = tally;
  const failedNames = new Set(failed.map(({ name }) => name));
  const unlisted = failed.filter(({ name }) => !(name in knownDifferences));
  const obsolete = Object.keys(knownDifferences).filter(name => !failedNames.has(name));
  for (const { name, messages } of unlisted) console.log(`FAILED ${name}\n  ${messages.join('\n  ')}`);
  for (const name of obsolete) console.log(`LISTED AS A KNOWN DIFFERENCE, BUT DOES NOT FAIL ${name}`);
  const known = failed.filter(({ name }) => name in knownDifferences);
  for (const { name } of known) console.log(`known difference: ${name}\n  ${knownDifferences[name]}`);
  const byCalls = [...fallbacks].sort(([, a], [, b]) => b - a);
  console.log('calls that the cpu backend took, by kernel:');
  console.log(byCalls.map(([kernel, calls]) => `  ${String(calls).padStart(6)}  ${kernel}`).join('\n'));
  const specs = passed.length + failed.length + pending.length;
  console.log(`${specs} specs: ${passed.length} passed, ${failed.length} failed, ${pending.length} pending`);
  console.log(`${native} passed without any cpu fallback`);
  return {
    specs,
    passed: passed.length,
    failed: failed.length,
    known: known.length,
    pending: pending.length,
    native,
    unexpected: unlisted.length + obsolete.length,
  };
}
