// Package pointer shows what happens to a local variable whose address leaves the function.
package pointer

// User is what the constructors below make.
type User struct {
	Name string
	Tags []string
}

// New returns the address of a local variable: the variable has to outlive the call.
func New(name string) *User {
	u := User{Name: name}
	return &u
}

// Make returns a value. The caller decides where it lives.
func Make(name string) User {
	return User{Name: name}
}

// Fill writes into memory of the caller. Nothing new is made.
func Fill(u *User, name string) {
	u.Name = name
}

// Greeting uses all three.
func Greeting() int {
	a := New("ada")
	b := Make("brian")
	var c User
	Fill(&c, "chris")
	return len(a.Name) + len(b.Name) + len(c.Name)
}
