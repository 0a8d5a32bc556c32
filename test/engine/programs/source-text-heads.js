function tick() { for (let i = 0; i < 2; i++) ; }
const g = { [ { a(){} }.a ](){ return () => 1; } }["a(){}"];
class A { static [(() => 'k')()]() { return class { x = 1 }; } }
const B = class extends (class Q { q() {} }) { z() { return function () {}; } };
function h(a = () => 1, { b = class { c() {} } } = {}) { return [a, b]; }
const arrow = (a = function inner() {}) => { tick(); return a; };
tick();
for (const f of [g, A, A.k, B, h, arrow, ...h(), g(), A.k(), new B().z(), arrow()]) console.log(String(f));
