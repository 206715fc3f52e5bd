import { defineConfig } from 'vitest/config';

/** Replaces a module, which files that share modules would not notice. */
const alone = ['tests/experiments/learned-design.test.ts'];

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'shared',
          include: ['tests/**/*.test.ts'],
          exclude: alone,
          // The files of a process share its modules: loading them anew for each file would take a third of the time.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'alone', include: alone } },
    ],
  },
});
