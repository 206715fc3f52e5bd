/** A command line, config, data set or output folder with which nothing can be run. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
