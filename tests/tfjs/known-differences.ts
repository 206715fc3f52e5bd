/** Specs of tfjs-core that the backend `onnx` does not pass, by full name, with the reason. A line too many fails the run. */
export const knownDifferences: Readonly<Record<string, string>> = {};
