import { expect, it } from 'vitest';
import { faultsOf } from './resolve.js';

it('Heads are the same for a whole sweep', () => {
  const text =
    'name: a\ntask: segment\nheads: [{ task: classify }]\ndata: { source: procedural, kind: cells }\nnetwork: { type: unet }\n';
  const fault = expect.stringContaining(
    'heads: found an axis over heads, must be a key of data, scene, ',
  ) as string;
  expect(faultsOf(text)).toEqual([]);
  for (const heads of ['[]', '[{ task: classify, weight: 3 }]'])
    expect(faultsOf(`${text}sweep: { heads: [${heads}] }\n`), heads).toEqual([fault]);
  expect(faultsOf(`${text}variants: { a: {}, b: { heads: [] } }\n`)).toEqual([fault]);
});
