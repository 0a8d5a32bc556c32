import { conforms } from './suite.ts';

// Node 20 has it where it is told so: the plain program by its environment, and who compiles knows it as a global.
process.env.NODE_OPTIONS = '--experimental-websocket';
Object.assign(globalThis, { WebSocket: globalThis.WebSocket ?? class {} });

conforms('WebSocket', 'websocket', 4001);
