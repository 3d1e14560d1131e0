// Package phone is a small SIP softphone for the demo, the tests and load.
//
// A Bank owns one UDP or TCP address and carries any number of Phones (accounts) on it;
// each Phone registers, takes calls as its Answering says, and makes calls. A Call
// is one dialog with, if the bank has a media engine, a media.Session that sends a
// tone or music and measures what it hears.
//
//	bank, err := phone.NewBank(phone.Config{Listen: addr, Media: engine})
//	kim := bank.NewPhone(phone.Account{User: "1001", Password: "...", Registrar: server})
//	err = kim.Register(ctx)
//	kim.SetAnswering(phone.Answering{After: 2 * time.Second})
//	call := kim.Dial("15880001", phone.DialOptions{From: "0212345678"})
//	err = call.Wait(ctx, phone.Talking)
//	err = call.WaitTone(ctx, 440)
//
// The phone uses sipgo's parser but its own transactions: messages of a socket are
// handled in the order in which they come, and a test can make it break the rules
// on purpose (Faults). It knows nothing of the product.
//
// Everything in a bank is guarded by one mutex; call-backs run without it.
package phone
