'use strict';
// What never runs holds nothing.
const tick = (n) => {
  for (let i = 0; i < 1; i++) n += 0;
  return n;
};
function toFastProperties(object) {
  return object;
  eval(object);
}
function chosen(n) {
  switch (tick(n)) {
    case 1:
      return 'one';
      eval('never');
    default:
      return 'other';
  }
}
const inner = (n) => toFastProperties({ n: tick(n) });
console.log(inner(1), chosen(1), chosen(2), `${toFastProperties}`.includes('eval'));
