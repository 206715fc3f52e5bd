import { diffraction } from '../../src/optics/diffraction-blur.js';
import { caseOf, type PhysicalLayerCase } from './layer-case.js';

const rgb = { channels: 3, wavelengths: [620e-9, 540e-9, 460e-9], height: 5, width: 8 };

export const lensCases: readonly PhysicalLayerCase[] = [
  caseOf(diffraction, { variants: { fNumber: 8 } }),
  caseOf(diffraction, { suffix: 'one wavelength per channel', signal: rgb, variants: { fNumber: 8 } }),
  caseOf(diffraction, {
    isLearned: true,
    keys: { fNumberMin: 1.4, fNumberMax: 22 },
    // A bound sets how far one step of the free number goes, not the f-number that training starts from.
    variants: { fNumber: 8 },
  }),
];
