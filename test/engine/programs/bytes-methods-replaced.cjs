// The program replaces, or hides, methods of typed arrays that a host's own code could use: as under node, nothing of it is called.
const fs = require('node:fs');

const typedArray = Object.getPrototypeOf(Uint8Array.prototype);
const called = [];

function pause() {
  for (let i = 0; i < 2; i++);
}

function replaced(owner, name, act) {
  const own = Object.getOwnPropertyDescriptor(owner, name);
  const value = () => {
    called[called.length] = name;
    throw new Error(`${name} is the program's`);
  };
  Object.defineProperty(owner, name, { value, configurable: true, writable: true });
  act();
  if (own) Object.defineProperty(owner, name, own);
  else delete owner[name];
}

const names = ['set', 'slice', 'subarray', 'fill', 'copyWithin'];
for (const owner of [typedArray, Uint8Array.prototype])
  replaced(owner, names[owner === typedArray ? 0 : 2], () => {
    pause();
    console.log(fs.statSync('.').isDirectory());
  });
for (const name of names)
  for (const owner of [typedArray, Uint8Array.prototype]) replaced(owner, name, () => console.log(name));
for (const name of ['getUint32', 'setUint32', 'getUint8', 'setUint8'])
  replaced(DataView.prototype, name, () => console.log(name));
replaced(TextEncoder.prototype, 'encode', () => console.log('encode'));
replaced(TextDecoder.prototype, 'decode', () => console.log(fs.statSync('.').isDirectory()));
console.log(called);
