// A strict method with more than plain parameters, in a program that has sloppy code too: what stands around it says that it is strict.
function sloppy() { return this === globalThis; }
const strict = (function () {
  'use strict';
  return {
    first(...args) { return [this === undefined, [1, 2].map(function (x) { return x + args.shift() + (this === undefined ? 10 : 0); })]; },
    second(a = 1, { b } = { b: 2 }) { return (() => [this === undefined, a, b])(); },
    set third([x]) { this.y = x; },
    fourth() { return [this === undefined]; },
  };
})();
const { first, second, fourth } = strict;
console.log(sloppy(), first(5, 6), second(), second(3, { b: 4 }), fourth());
strict.third = [7];
console.log(strict.y, strict.first.name, strict.second.length);
