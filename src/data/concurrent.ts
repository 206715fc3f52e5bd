/** Many asynchronous tasks, a few at a time. */

/**
 * Runs `task(0)` to `task(count - 1)`, started in order, at most `limit` at once.
 *
 * @throws The error of the lowest task that failed, whichever failed first; no more are started after a failure.
 */
export async function forEachConcurrently(
  count: number,
  limit: number,
  task: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const failures: { readonly index: number; readonly error: unknown }[] = [];
  const work = async () => {
    while (next < count && failures.length === 0) {
      const index = next++;
      await task(index).catch((error: unknown) => failures.push({ index, error }));
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, count) }, work));
  const first = failures.sort((a, b) => a.index - b.index)[0];
  if (first !== undefined) throw first.error;
}
