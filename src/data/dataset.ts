/** Labelled images in memory, and what a config may say about where they come from. */
import type { ProceduralOptions } from './procedural/procedural-set.js';

/** Labelled images of one size. Codes are kept as the files hold them; see scene.ts for the scene they stand for. */
export interface Dataset {
  /** What a person calls the set. */
  readonly name: string;
  /** Pixels. */
  readonly height: number;
  /** Pixels. */
  readonly width: number;
  /** 1: grey; 3: red, green, blue; other numbers where the files say so. */
  readonly channels: number;
  /** Codes, [count, height, width, channels] row-major, 0 to `fullScale`; empty where the set has `draw`. */
  readonly pixels: Uint8Array | Uint16Array | Float32Array;
  /** The code of a scene at full scale: 255, 65535, or what the config says. */
  readonly fullScale: number;
  /** Draws the scene of a sample, [height, width, channels] row-major, 0 to 1, where scenes are made as they are asked for. */
  readonly draw?: (index: number) => Float32Array;
  /** What the pixels of a sample show, where the set has masks. */
  readonly pixelClasses?: PixelClasses;
  /** Where the object of a sample is, where the set knows: x and y, pixels from the upper left corner of the scene. */
  readonly position?: (index: number) => Position;
  /** Class of each sample, [count], an index into `classNames`. */
  readonly labels: Uint8Array;
  readonly classNames: readonly string[];
  /** Identity of the original each sample shows, [count]; one original never spans two splits. */
  readonly groups: readonly string[];
  /** What a person calls each sample, [count]: `t10k #12` (counted from 0), `monocyte/3_157.jpg`. */
  readonly sources: readonly string[];
  /** [count], 1 where the sample belongs to the set's own test part; null: the set has none. */
  readonly isPublishedTest: Uint8Array | null;
  /** SHA-256, hexadecimal, of everything that determines the samples. */
  readonly fingerprint: string;
}

export interface PixelClasses {
  /** The first is the ground, on which the others lie. */
  readonly classNames: readonly string[];
  /** Class of each pixel of a sample, [height, width] row by row. */
  readonly of: (index: number) => Uint8Array;
}

/** Keys of a config's data section that choose and arrange images; the others decide which images there are. */
export const arrangingKeys: readonly string[] = [
  'split',
  'trainImages',
  'validationImages',
  'testImages',
  'isRolled',
  'stackedScenes',
];

export type Position = readonly [x: number, y: number];

/** Handwritten digits, 28 x 28, grey: 60,000 and the 10,000 published for testing. */
export interface MnistOptions {
  readonly source: 'mnist';
}

/** Files in the IDX format of MNIST, plain or compressed with gzip. The two test paths come together or not at all. */
export interface IdxOptions {
  readonly source: 'idx';
  readonly imagesPath: string;
  readonly labelsPath: string;
  readonly testImagesPath?: string;
  readonly testLabelsPath?: string;
}

/** A folder with one folder of images (JPEG, PNG, TIFF) per class. */
export interface FolderOptions {
  readonly source: 'folder';
  readonly path: string;
  /** grey: one channel; rgb: three. */
  readonly color: 'grey' | 'rgb';
  readonly resize: ResizePolicy;
  /** Regular expression on the file name; its first group, within its class, identifies the original. */
  readonly groupPattern?: string;
}

/** A folder with a folder of images (JPEG, PNG, TIFF) and one of masks; see mask-set.ts. */
export interface MaskOptions extends Pick<FolderOptions, 'path' | 'color' | 'resize' | 'groupPattern'> {
  readonly source: 'masks';
  /** Names of the two folders in `path`. */
  readonly imagesFolder: string;
  readonly masksFolder: string;
  /** one: a file for each image, whose codes are `maskValues`; per-object: a folder for each, with a file for each object. */
  readonly maskFiles: 'one' | 'per-object';
  /** What the name of a mask has behind that of its image, before the extension. */
  readonly maskSuffix: string;
  /** Code of each class in the masks, the ground first. */
  readonly maskValues: readonly number[];
  readonly maskNames: readonly string[];
  /** none: images have no classes of their own; object: that of the object with most pixels, the ground where there is none; classes without images are left out. */
  readonly imageClasses?: 'none' | 'object';
  /** Side of the square tiles into which images and masks are cut, pixels; omitted: whole images. */
  readonly tilePixels?: number;
}

/** A folder with a folder of images and the boxes around their objects; see box-set.ts. */
export interface BoxOptions extends Pick<FolderOptions, 'path' | 'color' | 'resize' | 'groupPattern'> {
  readonly source: 'boxes';
  /** Names in `path`: the folder of images, and a CSV file or a folder of Pascal VOC files. */
  readonly imagesFolder: string;
  readonly boxes: string;
  /** Label of the boxes around the object. */
  readonly objectLabel: string;
  /** What becomes of images with no such box or with several. */
  readonly otherImages: 'error' | 'skip';
}

/** What arrays of all formats have in common. */
interface ImageArrays {
  readonly testImagesPath?: string;
  readonly testLabelsPath?: string;
  /** Names of the arrays where a file holds several. */
  readonly imagesArray?: string;
  readonly labelsArray?: string;
  readonly testImagesArray?: string;
  readonly testLabelsArray?: string;
  /** The value of a scene at full scale; default 255, 65535, or 1 for floating point. */
  readonly fullScale?: number;
}

/** Arrays of NumPy, `.npy` or in an `.npz` archive. The two test paths come together or not at all. */
export interface NpyOptions extends ImageArrays {
  readonly source: 'npy';
  /** [count, height, width] or [count, height, width, channels], unsigned of 8 or 16 bits, or floating point. */
  readonly imagesPath: string;
  /** [count] or [count, 1], whole numbers. */
  readonly labelsPath: string;
}

/** Arrays of HDF5 files, or of MAT files; the test arrays are there with `testImagesPath` only. */
export interface ArrayOptions extends ImageArrays {
  readonly source: 'hdf5' | 'mat';
  /** Images: unsigned of 8 or 16 bits, or floating point. */
  readonly imagesPath: string;
  /** Labels, whole numbers; default: the file of the images. */
  readonly labelsPath?: string;
  /** Order of the axes of images as the format's own software shows them: n images, h rows, w columns, c channels. */
  readonly axes: string;
}

/** The folder of the binary version of CIFAR-10. */
export interface Cifar10Options {
  readonly source: 'cifar10';
  readonly path: string;
}

/** A text file with one image in each line: a label and the codes of the pixels, separated by commas. */
export interface CsvOptions {
  readonly source: 'csv';
  readonly path: string;
  /** The set's own test images. */
  readonly testPath?: string;
  readonly heightPixels: number;
  readonly widthPixels: number;
  /** Codes of a pixel, which stand one after the other. */
  readonly channels: number;
  /** Where the label stands in a line. */
  readonly labelColumn: 'first' | 'last';
  /** Whether the first line names the columns. */
  readonly hasHeader: boolean;
  /** The code of a scene at full scale, 1 to 65535. */
  readonly fullScale: number;
}

/** How images are brought to one size; see resize.ts for what each mode means. */
export type ResizePolicy =
  | { readonly mode: 'none' }
  | {
      readonly mode: 'stretch' | 'cover' | 'contain';
      readonly heightPixels: number;
      readonly widthPixels: number;
    };

export type DataOptions =
  | MnistOptions
  | IdxOptions
  | FolderOptions
  | MaskOptions
  | BoxOptions
  | NpyOptions
  | ArrayOptions
  | Cifar10Options
  | CsvOptions
  | ProceduralOptions;
