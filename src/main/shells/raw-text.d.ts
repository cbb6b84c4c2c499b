/** A file of the app as text, put into the build. */
declare module '*?raw' {
  const text: string
  export default text
}
