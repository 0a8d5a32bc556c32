import { conforms } from './suite.ts';

conforms('standard streams and console', 'stdio', 31);
