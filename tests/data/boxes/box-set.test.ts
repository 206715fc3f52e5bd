import { describe, expect, it } from 'vitest';
import { parseVoc } from '../../../src/data/boxes/box-voc.js';
import { fingerprintBoxes, loadBoxes } from '../../../src/data/boxes/box-set.js';
import type { BoxOptions } from '../../../src/data/dataset.js';
import { faultOf, flatPng, temporaryFolder } from '../files.js';

function optionsOf(path: string, more: Partial<BoxOptions> = {}): BoxOptions {
  return {
    ...{ source: 'boxes', path, imagesFolder: 'images', boxes: 'boxes.csv', objectLabel: 'WBC' },
    ...{ otherImages: 'error', color: 'grey', resize: { mode: 'none' }, ...more },
  };
}

const head = 'image,label,xmin,ymin,xmax,ymax\n';
const image = await flatPng(16, 8, [9, 9, 9]);

const voc = (box: string) =>
  `<annotation><filename>x</filename><object><name>WBC</name><bndbox>${box}</bndbox></object></annotation>`;
const corners = '<xmin>3</xmin><ymin>1</ymin><xmax>6</xmax><ymax>4</ymax>';

describe('images with boxes', () => {
  it('have the centre of the only box with the label', async () => {
    const boxes = `${head}a.png,WBC,2,1.5,4,2.5\na.png,RBC,0,0,16,8\nb.png,WBC,0,0,16,8\n`;
    const path = temporaryFolder({ 'images/a.png': image, 'images/b.png': image, 'boxes.csv': boxes });
    const set = await loadBoxes(optionsOf(path));
    expect([0, 1].map(index => set.position!(index))).toEqual([
      [3, 2],
      [8, 4],
    ]);
    expect(await fingerprintBoxes(optionsOf(path))).toBe(set.fingerprint);
  });

  it('take their positions along when they are resized', async () => {
    const path = temporaryFolder({ 'images/a.png': image, 'boxes.csv': `${head}a.png,WBC,2,1,4,3\n` });
    const resized = async (mode: 'stretch' | 'contain' | 'cover') =>
      (await loadBoxes(optionsOf(path, { resize: { mode, heightPixels: 8, widthPixels: 8 } }))).position!(0);
    expect(await resized('stretch')).toEqual([1.5, 2]);
    // Half as large in a frame with 2 black rows above.
    expect(await resized('contain')).toEqual([1.5, 3]);
    expect(await faultOf(resized('cover'), path)).toBe(
      'DataError: images/a.png: the centre of its box is cut off by data.resize cover, must stay in the image: take stretch or contain',
    );
  });

  it('may be left out where there is no such box or several', async () => {
    const boxes = `${head}a.png,WBC,2,1,4,3\nb.png,WBC,2,1,4,3\nb.png,WBC,6,1,8,3\n`;
    const files = { 'images/a.png': image, 'images/b.png': image, 'images/c.png': image, 'boxes.csv': boxes };
    const path = temporaryFolder(files);
    expect((await loadBoxes(optionsOf(path, { otherImages: 'skip' }))).sources).toEqual(['a.png']);
    expect(await faultOf(loadBoxes(optionsOf(path)), path)).toBe(
      'DataError: images/b.png: has 2 boxes of WBC, must have one; data.otherImages: skip leaves such images out',
    );
  });

  it('are described by columns of different names, in any order', async () => {
    const files = (columns: string, line: string) =>
      temporaryFolder({ 'images/a.png': image, 'boxes.csv': `${columns}\n${line}\n` });
    const path = files('xmax,ymax,label,image,xmin,ymin', '4,3,WBC,a.png,2,1');
    expect((await loadBoxes(optionsOf(path))).position!(0)).toEqual([3, 2]);
    const twice = files('image,label,xmin,ymin,xmax,ymax,label', 'a.png,WBC,2,1,4,3,RBC');
    expect(await faultOf(loadBoxes(optionsOf(twice)), twice)).toBe(
      'DataError: boxes.csv:1: names the column label twice, must name it once',
    );
  });

  it('need a name of their own, as annotations may leave out the extension', async () => {
    const files = { 'images/a.jpg': image, 'images/a.png': image, 'boxes.csv': `${head}a.png,WBC,2,1,4,3\n` };
    const path = temporaryFolder(files);
    expect(await faultOf(loadBoxes(optionsOf(path)), path)).toBe(
      'DataError: images/a.png: differs from a.jpg in its extension only, must have a name of its own',
    );
  });

  it.each([
    [
      'a.png,WBC,2,1,17,3\n',
      'boxes.csv:2: the box goes from x 2 to 17 and y 1 to 3, must be of some size and within',
    ],
    ['a.png,WBC,2,1,x,3\n', 'boxes.csv:2: xmax is "x", must be a number of pixels'],
    ['z.png,WBC,2,1,4,3\n', 'boxes.csv:2: the image is z.png, must be one in images'],
    ['a.png,RBC,2,1,4,3\n', 'boxes.csv: has no box of data.objectLabel WBC, must be one of RBC'],
    ['a.png,WBC,2,1\n', 'boxes.csv:2: has 4 cells, must have 6 as the first line'],
    ['', 'boxes.csv: has no box, must have some'],
  ])('with the line %j are refused', async (line, fault) => {
    const path = temporaryFolder({ 'images/a.png': image, 'boxes.csv': `${head}${line}` });
    expect(await faultOf(loadBoxes(optionsOf(path)), path)).toContain(fault);
  });
});

describe('Pascal VOC files', () => {
  it('count pixels from 1, both edges within the box', async () => {
    const path = temporaryFolder({ 'images/a.png': image, 'boxes/a.xml': voc(corners) });
    const set = await loadBoxes(optionsOf(path, { boxes: 'boxes' }));
    // Columns 3 to 6 counted from 1 reach from edge 2 to edge 6.
    expect(set.position!(0)).toEqual([4, 2]);
  });

  it('may have no object', () => {
    expect(parseVoc('<annotation><filename>a.png</filename></annotation>', 'a.xml')).toEqual([]);
  });

  it('do not expand entities', () => {
    const bomb = `<!DOCTYPE a [<!ENTITY x "3"><!ENTITY y "&x;&x;&x;&x;">]>${voc(corners.replace('3', '&y;'))}`;
    expect(() => parseVoc(bomb, 'a.xml')).toThrow(
      'a.xml: object 1 (counted from 1): xmin is "&y;", must be a number',
    );
  });

  it.each([
    [voc(corners).slice(0, -13), 'a.xml: does not end with </annotation>, must be a whole'],
    ['<annotation><object></annotation>', 'a.xml: has no readable annotation'],
    ['<html></html></annotation>', 'a.xml: has no readable annotation, must be a Pascal VOC annotation'],
    [voc('<xmin>1</xmin>'), 'a.xml: has no readable annotation.object.0.bndbox.ymin'],
  ])('such as %s are refused', (text, fault) => {
    expect(() => parseVoc(text, 'a.xml')).toThrow(fault);
  });
});
