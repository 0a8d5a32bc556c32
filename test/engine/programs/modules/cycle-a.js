exports.early = 'a early';
var b = require('./cycle-b.js');
exports.late = 'a late, b says ' + b.seen + ', ' + b.done;
exports.callB = function () { return b.callA(); };
