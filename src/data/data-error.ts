/** What is wrong with the images, labels or folders a person named, in words that name the file and the remedy. */
export class DataError extends Error {
  override readonly name = 'DataError';
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'may not be read (permission denied)',
  EPERM: 'may not be read (permission denied)',
  ENOTDIR: 'is not a folder, must be one',
  EISDIR: 'is a folder, must be a file',
  ELOOP: 'is a symbolic link that leads back to itself',
  ENAMETOOLONG: 'has a name longer than the file system allows',
  EMFILE: 'cannot be opened: too many files are open in this process',
};

/** Turns a failure of the file system into an error that starts with the path. */
export function fileFault(path: string, error: unknown): DataError {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = (code === undefined ? undefined : reasons[code]) ?? `cannot be read (${message})`;
  return new DataError(`${path}: ${reason}`, { cause: error });
}

/** `1 image`, `2 images` */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
