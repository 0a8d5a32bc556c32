let ticks = 0; function tick(v, n = 1) { for (let i = 0; i < n; i++) ticks++; return v; }
function f() { tick(1); try { g(); } catch (e) { console.log(e.stack.split('\n').slice(0, 2).join('|').replaceAll(import.meta.url, "").replace(/:\d+\)/g, ")")); } let z = tick(1); function g() { tick(1); z++; } }
f();
function k() { tick(1); try { g(); } catch (e) { console.log(e.stack.split('\n').slice(0, 2).join('|').replaceAll(import.meta.url, "").replace(/:\d+\)/g, ")")); } const z = tick(1); function g() { tick(1); z = 4; } return z; }
k();
try { k2(); } catch (e) { console.log(e.stack.split('\n').slice(0, 2).join('|').replaceAll(import.meta.url, "").replace(/:\d+\)/g, ")")); }
function k2() { tick(1); new L(); } class L { constructor() { tick(1); } }
