/** HDF5 files that h5wasm cannot write, as h5py did: one array `x` of 4 x 2 x 3 bytes each. */
import { gunzipSync } from 'node:zlib';

const unpacked = (text: string) => gunzipSync(Buffer.from(text, 'base64'));

/** The values are the first 24 bytes of /etc/passwd. */
export const external = unpacked(
  'H4sIAAAAAAACA+v0cHHj5ZLiYgABDg4GFgYBBmTwHwo2sKLyYfIJUJoRSndA6RVMMHFGsJwEVFwQaj66upAgV1eQ6v9oAGZPBguE5mAYBSMReLg6' +
    'BoDoCCgflkpPMKGqq0BLjx4U2svIwAYxixHGt4DQzBABaLJkgDmDGUrjEmcGupwR6n5GpBTNCqRBfCYmJrAwO4MGmM8IzUMGONI/LF9xQFnMjLCcI4Gm0oGq8SCBFs4B' +
    'LKjq9FNLkvULEouLy1PA/GA/fxeQP2DuV2AeTdPkAACNMxFKsAUAAA==',
);

/** The values are those of the array `y` of `other.h5`. */
export const virtual = unpacked(
  'H4sIAAAAAAACA+3Vv2oCQRAG8G9mox4X/yVNgtjYpgiB6AOIklwhEfIOAcVCEAsDSZHyujxA3sLat7KxinebWXJNwCKIxfeDZbjZmWVvm0mT4UMtbsUu' +
    'ihB8G1z/fN9Zvp+mlXEyfFas9LJYGMQKAcpVZEFW63Begn8z3bXf/BU66xudFRdEuoA6kTOrVYvO4l95V4U0kd85F6GU/YU7j+pZh4O9it/7wkm7uLr/ABER0SEeB+ORH27NwqDLPIWCkJgvJy+L20kPr35wSuEMtWEq6qxF/LDNo1p02Mj79rfns8G3JyIiIiIiIjqWPTnzdEcAGAAA',
);
