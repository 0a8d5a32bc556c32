function tick(v) { for (var i = 0; i < 1; i++); return v; }
function f() { try { null.foo; } catch (e) { var e = tick('var e'); console.log(e); } console.log(e); return () => e; }
console.log(f()());
function g() { try { throw 1; } catch (e) { for (var e = 0; e < 2; e++) tick(e); console.log(e); } console.log(e); }
g();
function h() { e = 5; try { throw 1; } catch (e) { var e = tick(2), q = () => e; console.log(q()); } console.log(e, q()); }
h();
