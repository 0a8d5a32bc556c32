"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.default = void 0;
exports.named = named;
var _umd = _interopRequireWildcard(require("./umd.js"));
var _plain = _interopRequireDefault(require("./plain.js"));
function _interopRequireDefault(obj) { return obj && obj.__esModule ? obj : { default: obj }; }
function _interopRequireWildcard(obj) { if (obj && obj.__esModule) return obj; var newObj = {}; if (obj != null) { for (var key in obj) { if (Object.prototype.hasOwnProperty.call(obj, key)) newObj[key] = obj[key]; } } newObj.default = obj; return newObj; }
function named(n) { return (0, _umd.add)(n, 1) + (0, _plain.default)(n); }
var _default = exports.default = function () { return _umd.default.VERSION + (0, _umd.strictThis)(); };
