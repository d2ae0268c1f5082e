package session

// Product is this library's own product token (RFC 9110 section 10.1.5): what the property user-agent stands for when it
// is empty, and what is appended to one that ends with a space.
const Product = "ladle/0.1"
