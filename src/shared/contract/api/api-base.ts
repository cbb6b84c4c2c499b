/** Where the API lives below a server's address. */
export const apiBase = '/api/v1'

/** Where the family's tools are, below that. */
export const mcpPath = '/mcp'
