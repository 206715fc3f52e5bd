import { apertureAmplitude } from '../../../src/optics/pupil/aperture.js';
import { mapPupil } from '../../../src/optics/pupil/pupil-grid.js';
import { makePupil, type Pupil } from '../../../src/optics/pupil/pupil.js';

/** A hard-edged circular pupil with an optical path difference, m, that is a function of the place in pupil radii. */
export function circle(samples: number, opd: (x: number, y: number) => number = () => 0): Pupil {
  const amplitude = apertureAmplitude(samples, { shape: 'circle' }, 'hard');
  return makePupil({ amplitude, maps: [mapPupil(samples, (y, x) => opd(x, y))] });
}
