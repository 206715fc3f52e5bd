/**
 * Writes an ONNX model (onnx.proto, IR version 10) from a list of nodes, as bytes that ONNX Runtime loads.
 *
 * Only the message fields that recorded graphs use are written. Field numbers: https://github.com/onnx/onnx/blob/v1.17.0/onnx/onnx.proto
 */
import protobuf from 'protobufjs/minimal.js';
import { onnxTypeCode, type ElementArray, type ElementType } from './element-types.js';

/** A number is an integer attribute; floats are marked, because ONNX tells the two apart. */
export type Attribute = number | readonly number[] | string | { readonly float: number };
export type Attributes = Readonly<Record<string, Attribute>>;

export interface ModelNode {
  /** Stands in error messages and traces of ONNX Runtime; unique in the graph. */
  readonly name: string;
  readonly op: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
}

export interface ModelTensor {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
}

export interface ModelGraph {
  readonly nodes: readonly ModelNode[];
  readonly inputs: readonly ModelTensor[];
  readonly outputs: readonly ModelTensor[];
  readonly constants: readonly (ModelTensor & { readonly data: ElementArray })[];
  /** For a model in a file, which then names no other operator sets than those it uses. */
  readonly about?: ModelAbout;
}

/** What a model in a file says of itself. */
export interface ModelAbout {
  readonly name: string;
  readonly producer: string;
  readonly producerVersion: string;
  readonly description: string;
  readonly metadata: Readonly<Record<string, string>>;
}

const irVersion = 10;
const operatorSets = { '': 20, 'com.microsoft': 1, 'com.microsoft.nchwc': 1 };
const attributeKind = { float: 1, int: 2, string: 3, ints: 7 };

type Writer = protobuf.Writer;

/** Serializes a graph; the order of nodes must already be topological. */
export function encodeModel(graph: ModelGraph): Uint8Array {
  const writer = protobuf.Writer.create();
  const { about } = graph;
  writer.uint32(tag(1, 0)).int64(irVersion);
  if (about !== undefined) encodeAbout(writer, about);
  message(writer, 7, () => {
    for (const node of graph.nodes) message(writer, 1, () => encodeNode(writer, node));
    writer.uint32(tag(2, 2)).string(about?.name ?? 'recorded');
    for (const constant of graph.constants) {
      message(writer, 5, () => {
        for (const size of constant.shape) writer.uint32(tag(1, 0)).int64(size);
        writer.uint32(tag(2, 0)).int32(onnxTypeCode[constant.type]);
        writer.uint32(tag(8, 2)).string(constant.name);
        const { buffer, byteOffset, byteLength } = constant.data;
        writer.uint32(tag(9, 2)).bytes(new Uint8Array(buffer, byteOffset, byteLength));
      });
    }
    for (const input of graph.inputs) message(writer, 11, () => encodeTensorInfo(writer, input));
    for (const output of graph.outputs) message(writer, 12, () => encodeTensorInfo(writer, output));
  });
  const used = new Set(graph.nodes.map(({ domain }) => domain));
  for (const [domain, version] of Object.entries(operatorSets)) {
    if (about !== undefined && domain !== '' && !used.has(domain)) continue;
    message(writer, 8, () => {
      writer.uint32(tag(1, 2)).string(domain);
      writer.uint32(tag(2, 0)).int64(version);
    });
  }
  return writer.finish();
}

/** Who made the model, what it is, and its metadata. */
function encodeAbout(writer: Writer, { producer, producerVersion, description, metadata }: ModelAbout): void {
  writer.uint32(tag(2, 2)).string(producer);
  writer.uint32(tag(3, 2)).string(producerVersion);
  writer.uint32(tag(6, 2)).string(description);
  for (const [key, value] of Object.entries(metadata)) {
    message(writer, 14, () => {
      writer.uint32(tag(1, 2)).string(key);
      writer.uint32(tag(2, 2)).string(value);
    });
  }
}

function tag(field: number, wireType: 0 | 2 | 5): number {
  return (field << 3) | wireType;
}

function message(writer: Writer, field: number, body: () => void): void {
  writer.uint32(tag(field, 2)).fork();
  body();
  writer.ldelim();
}

function encodeNode(writer: Writer, node: ModelNode): void {
  for (const input of node.inputs) writer.uint32(tag(1, 2)).string(input);
  for (const output of node.outputs) writer.uint32(tag(2, 2)).string(output);
  writer.uint32(tag(3, 2)).string(node.name);
  writer.uint32(tag(4, 2)).string(node.op);
  for (const [name, value] of Object.entries(node.attributes)) {
    message(writer, 5, () => encodeAttribute(writer, name, value));
  }
  if (node.domain !== '') writer.uint32(tag(7, 2)).string(node.domain);
}

function encodeAttribute(writer: Writer, name: string, value: Attribute): void {
  writer.uint32(tag(1, 2)).string(name);
  let kind: number;
  if (typeof value === 'number') {
    writer.uint32(tag(3, 0)).int64(value);
    kind = attributeKind.int;
  } else if (typeof value === 'string') {
    writer.uint32(tag(4, 2)).string(value);
    kind = attributeKind.string;
  } else if ('float' in value) {
    writer.uint32(tag(2, 5)).float(value.float);
    kind = attributeKind.float;
  } else {
    for (const item of value) writer.uint32(tag(8, 0)).int64(item);
    kind = attributeKind.ints;
  }
  writer.uint32(tag(20, 0)).int32(kind);
}

function encodeTensorInfo(writer: Writer, tensor: ModelTensor): void {
  writer.uint32(tag(1, 2)).string(tensor.name);
  message(writer, 2, () => {
    message(writer, 1, () => {
      writer.uint32(tag(1, 0)).int32(onnxTypeCode[tensor.type]);
      message(writer, 2, () => {
        for (const size of tensor.shape) message(writer, 1, () => writer.uint32(tag(1, 0)).int64(size));
      });
    });
  });
}
