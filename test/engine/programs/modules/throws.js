globalThis.attempts = (globalThis.attempts || 0) + 1;
if (globalThis.attempts < 2) throw new Error('first time fails');
exports.attempts = globalThis.attempts;
