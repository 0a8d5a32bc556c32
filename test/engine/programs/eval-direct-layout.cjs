// A direct `eval` however it is written; what a method of that name, a comment or a text says is none.
const where = 'module';
function sees() {
  const where = 'function';
  return [eval/* as ever */('where'), eval // here, too
    ('where'), ...eval('[where]'), eval?.('typeof where')];
}
class Base {
  static eval(text = '(eval("x"))') {
    return `method ${text}`;
  }
}
const made = new Function('where', 'return [eval/**/("where"), ...eval("[where]")]');
class Derived extends eval('Base') {
  eval(text) {
    return Derived.eval(text) + super.constructor.name;
  }
}
console.log(sees().join());
console.log(made('parameter').join());
console.log(new Derived().eval('a'), Base.eval());
