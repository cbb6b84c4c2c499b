/** Property tests draw anew on a desk, and the same cases at each landing: what fails there fails again. */
import { configureGlobal } from 'fast-check'

if (process.env['CI']) configureGlobal({ seed: 20_261_123 })
