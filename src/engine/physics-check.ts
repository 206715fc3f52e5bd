/** A number that physics fixes, and how the code is asked for it: run by the tests and by `physlayer verify`. */
export interface PhysicsCheck {
  /** `A2`: letter of the subject and number within it. */
  readonly id: string;
  /** What is measured, on what, such as `first dark ring of the Airy pattern, 256 samples across the pupil`. */
  readonly title: string;
  /** Formula that gives the expected number, in plain text. */
  readonly formula: string;
  readonly unit: string;
  readonly expected: number;
  /** Largest difference from `expected`, in `unit`. */
  readonly tolerance: number;
  /** Computes the number with the code under test; tensors that it makes are disposed by the caller's scope. */
  readonly measure: () => number;
}
