let ticks = 0; function tick(v) { for (let i = 0; i < 1; i++) ticks++; return v; }
const c = tick(4);
console.log(c ||= 5, c ??= 6);
try { c &&= tick(7); } catch (e) { console.log(e.message); }
const z = tick(0);
try { z ||= tick(8); } catch (e) { console.log(e.message); }
function f(k) { const q = k; const g = () => (q ||= tick(9)); try { return g(); } catch (e) { return e.message; } }
console.log(f(1), f(0));
for (const x of [4, 5]) { const y = function* () { yield (x ||= 2); yield (x ??= tick(3)); }; tick(1); console.log([...y()].join()); }
const self = function me() { me ||= 1; try { me &&= 2; } catch (e) { return e.message; } return typeof me; }; console.log(self());
try { c += tick(1); } catch (e) { console.log(e.message); } try { c++; } catch (e) { console.log(e.message); } try { [c] = [tick(1)]; } catch (e) { console.log(e.message); }
