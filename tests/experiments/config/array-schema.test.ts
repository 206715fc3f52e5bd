import { expect, it } from 'vitest';
import { faultsOf, resolveText } from './resolve.js';

const text = (data: string): string => `name: a\ndata: { ${data} }\n`;

it('Axes of arrays are letters, each once; those of MATLAB are always said', () => {
  expect(resolveText(text('source: hdf5, imagesPath: a.h5')).base.data).toMatchObject({
    axes: 'nhwc',
    imagesPath: '/experiments/a.h5',
  });
  expect(resolveText(text('source: mat, imagesPath: a.mat, axes: hwcn')).base.data).toMatchObject({
    axes: 'hwcn',
  });
  for (const axes of ['nhhw', 'nhx', 'hwc', 'nhwcc']) {
    expect(faultsOf(text(`source: hdf5, imagesPath: a.h5, axes: ${axes}`)).join()).toContain(
      `data.axes: found "${axes}", must be`,
    );
  }
  expect(faultsOf(text('source: mat, imagesPath: a.mat')).join()).toContain('data.axes');
});
