import { tick } from './support/tick.ts';

declare const WebAssembly: any;
// (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add)
const bytes = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 7, 1, 96, 2, 127, 127, 1, 127, 3, 2, 1, 0, 7, 7, 1, 3, 97, 100, 100, 0, 0, 10, 9, 1, 7, 0, 32, 0, 32, 1, 106, 11,
]);

async function sum(list: number[]): Promise<number> {
  const { instance, module } = await WebAssembly.instantiate(bytes);
  const again = await WebAssembly.instantiate(module);
  console.log(again instanceof WebAssembly.Instance, (await WebAssembly.compile(bytes)) instanceof WebAssembly.Module);
  return list.reduce((a, b) => instance.exports.add(a, tick(b)), 0);
}
console.log(tick(1), await sum([1, 2, 3]));
// What it made is gone: the task may move again.
for (let i = 0; i < 3; i++) console.log(tick(i));
console.log(await WebAssembly.instantiate(new Uint8Array([1, 2])).catch((error: Error) => error.name));
