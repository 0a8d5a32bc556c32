let made = 0;
Object.defineProperty(exports, 'lazy', { enumerable: true, configurable: true, get() { made++; const value = { made: made }; Object.defineProperty(exports, 'lazy', { value, enumerable: true }); return value; } });
Object.defineProperty(exports, 'live', { enumerable: true, get: function () { return made; } });
exports.bump = () => { made += 10; };
