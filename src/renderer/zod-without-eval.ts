import { config } from 'zod'

// zod probes for `new Function`, which the content security policy refuses and reports. It must not even try: this module
// is imported before any schema is made.
config({ jitless: true })
