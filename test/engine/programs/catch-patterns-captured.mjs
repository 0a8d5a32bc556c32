let ticks = 0; function tick(v, n = 1) { for (let i = 0; i < n; i++) ticks++; return v; }
const fs = [];
try { throw { a: 1, b: [2, 3] }; } catch ({ a, b: [c, ...d] }) { fs.push(() => [a++, c, d]); tick(1); console.log(fs[0](), fs[0]()); }
try { throw { a: 1 }; } catch ({ a = tick(3), z = tick(4) }) { tick(1); console.log(a, z, (() => a)()); }
try { throw 5; } catch (e) { fs.push(() => e++); tick(1); console.log(fs[1](), fs[1](), e); }
function f() { try { throw { a: 1, b: [2, 3] }; } catch ({ a, b: [c, ...d] }) { fs.push(() => [a++, c, d]); tick(1); console.log(fs[2](), fs[2]()); } }
f();
const a = 7; try { throw { a: 8 }; } catch ({ a }) { fs.push(() => a); tick(1); console.log(fs[3]()); } console.log(a);
