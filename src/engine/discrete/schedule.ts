/**
 * How the sharpness α of a relaxed choice (the inverse of its temperature) goes over training, from the fraction p of all steps:
 *
 *   rising        α = 1 + (γ p)²
 *   exponential   α = (1 + γ²)^p
 *   constant      α = 1 + γ²
 *
 * All end at 1 + γ² (γ: sharpening). Sources: Chakrabarti, NIPS 2016, doi:10.48550/arXiv.1605.07078 (rising); Jang, Gu & Poole,
 * ICLR 2017, doi:10.48550/arXiv.1611.01144 (exponential).
 */

export const schedules = ['rising', 'exponential', 'constant'] as const;
export type Schedule = (typeof schedules)[number];

/**
 * α.
 *
 * @param sharpening γ, 0 or more.
 * @param progress p, 0 to 1.
 */
export function sharpnessAt(schedule: Schedule, sharpening: number, progress: number): number {
  switch (schedule) {
    case 'rising':
      return 1 + (sharpening * progress) ** 2;
    case 'exponential':
      return (1 + sharpening ** 2) ** progress;
    case 'constant':
      return 1 + sharpening ** 2;
  }
}
