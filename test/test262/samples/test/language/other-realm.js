/*---
features: [cross-realm]
---*/
assert.sameValue($262.createRealm().global === globalThis, false);
