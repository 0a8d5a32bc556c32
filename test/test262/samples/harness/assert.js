function assert(condition, message) {
  if (condition !== true) throw new Test262Error(message);
}
assert.sameValue = function (actual, expected) {
  if (!Object.is(actual, expected)) throw new Test262Error(`${String(actual)} is not ${String(expected)}`);
};
assert.unused = function () {
  return notThere;
};
