import { conforms } from './suite.ts';

conforms('node:fs at home', 'fs');
