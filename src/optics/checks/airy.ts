/** Closed forms of the image of a point by a circular lens, in λN: what the checks expect. */

/** Zeros of J₁ / π: the dark rings. */
export const darkRings = [1.2196699, 2.2331306, 3.2383155, 4.2410629] as const;

/** Airy pattern, peak 1. */
export function airy(radius: number): number {
  const x = Math.PI * radius;
  return x < 1e-9 ? 1 : ((2 * besselJ(1, x)) / x) ** 2;
}

/** Share of the light of an Airy pattern beyond a radius, J₀² + J₁². */
export function lightBeyond(radius: number): number {
  const x = Math.PI * radius;
  return besselJ(0, x) ** 2 + besselJ(1, x) ** 2;
}

/** Bessel function Jₙ by its integral, which the trapezium rule gives to rounding error up to x of about 300. */
function besselJ(order: number, x: number): number {
  const steps = 400;
  let sum = 0;
  for (let step = 0; step < steps; step++) {
    const angle = (Math.PI * (step + 0.5)) / steps;
    sum += Math.cos(order * angle - x * Math.sin(angle));
  }
  return sum / steps;
}
