import { conforms } from './suite.ts';

conforms('terminals and node:readline', 'terminal', 997);
