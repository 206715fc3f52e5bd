/**
 * The steps that noise belongs to where nothing is trained: below 0, so that the noise of each is its own and always the same. Steps of
 * training count from 0.
 */
export const exposures = {
  /** The fit of the standardization. */
  fit: -1,
  validation: -2,
  test: -3,
  /** The frames that a network is solved for on. */
  solve: -4,
} as const;

/**
 * That of a view of the test images.
 *
 * @param view From 0, the scene as it is, whose noise is that of the test.
 */
export function exposureOfView(view: number): number {
  return view === 0 ? exposures.test : exposures.solve - view;
}
