// Assignments to the name of a function expression do nothing in sloppy code; names and parentheses; descriptors that inherit.
const turn = (n) => (n > 0 ? turn(n - 1) + 1 : 0);
const own = function self(how) {
  if (how === 0) self = turn(1);
  if (how === 1) (() => { self = turn(2); })();
  if (how === 2) return [self++, self += turn(1), typeof self].join();
  return self === own;
};
console.log(own(0), own(1), own(2));
const made = function* self() { self = turn(1); yield self === made; (() => { self = 1; })(); yield typeof self; };
console.log([...made()].join());
const strict = function self() { 'use strict'; try { (() => { self = turn(1); })(); } catch (error) { return error.message; } };
console.log(strict());
let plain, bare;
plain = () => turn(1);
(bare) = () => turn(1);
console.log(plain.name, bare.name, plain() + bare());
const found = /a/g;
Object.defineProperty(RegExp.prototype, 'flags', { get: () => undefined, configurable: true });
try { 'aa'.matchAll(found); } catch (error) { console.log(error.name, turn(1)); }
delete RegExp.prototype.flags;
Object.prototype.get = () => 'inherited';
String.prototype.added = 1;
turn(3);
console.log(Object.defineProperty({}, 'a', Math).a, turn(2));
delete Object.prototype.get;
Object.prototype.value = 'value';
turn(3);
console.log(Object.defineProperty({}, 'a', JSON).a, turn(2), ''.added);
delete Object.prototype.value;
