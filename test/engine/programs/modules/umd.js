(function (root, factory) {
  if (typeof define === 'function' && define.amd) define(['exports'], factory);
  else if (typeof exports === 'object' && typeof module !== 'undefined') factory(exports);
  else factory((root.umd = {}));
})(this, function (exports) {
  'use strict';
  exports.add = function (a, b) { return a + b; };
  exports.strictThis = function () { return this === undefined; };
  exports.VERSION = '1.2.3';
});
