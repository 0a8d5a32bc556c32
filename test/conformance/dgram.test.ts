import { conforms } from './suite.ts';

conforms('node:dgram at home', 'dgram', 101);
