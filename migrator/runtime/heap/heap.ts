export { type CapturedHeap, captureHeap } from './capture.ts';
export { putBack } from './pristine-realm.ts';
export { damaged } from './reader.ts';
export type { KnownChange } from './registry.ts';
export { rehearse } from './rehearse.ts';
export { restoreHeap } from './restore.ts';
export type { Roots } from './roots.ts';
export { Uncapturable } from './uncapturable.ts';
