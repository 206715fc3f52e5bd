/** Names of the engines, without loading one. */
export const engineNames = ['onnx', 'webgpu', 'tensorflow', 'cpu'] as const;
export type EngineName = (typeof engineNames)[number];
