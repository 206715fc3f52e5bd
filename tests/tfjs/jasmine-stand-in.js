/** Stands in for the file of jasmine that tfjs-core reaches into, to set a time limit on a copy of its own; no newer jasmine has it. */
export function core() {
  return {};
}
