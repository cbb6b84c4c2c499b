/** Where the API lives below a server's address. */
export const apiBase = '/api/v1'
