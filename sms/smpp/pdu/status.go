package pdu

// Statuses of answers (section 5.1.3). The names are those of the specification.
const (
	OK               = 0x00
	InvalidLength    = 0x01 // ESME_RINVMSGLEN
	InvalidCmdLength = 0x02 // ESME_RINVCMDLEN
	InvalidCommand   = 0x03 // ESME_RINVCMDID
	InvalidBindState = 0x04 // ESME_RINVBNDSTS
	AlreadyBound     = 0x05 // ESME_RALYBND
	InvalidPriority  = 0x06 // ESME_RINVPRTFLG
	InvalidReceipt   = 0x07 // ESME_RINVREGDLVFLG
	SystemError      = 0x08 // ESME_RSYSERR
	InvalidSource    = 0x0A // ESME_RINVSRCADR
	InvalidDest      = 0x0B // ESME_RINVDSTADR
	InvalidID        = 0x0C // ESME_RINVMSGID
	BindFailed       = 0x0D // ESME_RBINDFAIL
	InvalidPassword  = 0x0E // ESME_RINVPASWD
	InvalidSystemID  = 0x0F // ESME_RINVSYSID
	QueueFull        = 0x14 // ESME_RMSGQFUL
	InvalidService   = 0x15 // ESME_RINVSERTYP
	InvalidESMClass  = 0x43 // ESME_RINVESMCLASS
	SubmitFailed     = 0x45 // ESME_RSUBMITFAIL
	InvalidSourceTON = 0x48 // ESME_RINVSRCTON
	InvalidSourceNPI = 0x49 // ESME_RINVSRCNPI
	InvalidDestTON   = 0x50 // ESME_RINVDSTTON
	InvalidDestNPI   = 0x51 // ESME_RINVDSTNPI
	InvalidType      = 0x53 // ESME_RINVSYSTYP
	Throttled        = 0x58 // ESME_RTHROTTLED
	InvalidSchedule  = 0x61 // ESME_RINVSCHED
	InvalidExpiry    = 0x62 // ESME_RINVEXPIRY
	TemporaryError   = 0x64 // ESME_RX_T_APPN
	PermanentError   = 0x65 // ESME_RX_P_APPN
	RejectedByApp    = 0x66 // ESME_RX_R_APPN
	QueryFailed      = 0x67 // ESME_RQUERYFAIL
	InvalidTLVs      = 0xC0 // ESME_RINVOPTPARSTREAM
	TLVNotAllowed    = 0xC1 // ESME_ROPTPARNOTALLWD
	InvalidTLVLength = 0xC2 // ESME_RINVPARLEN
	MissingTLV       = 0xC3 // ESME_RMISSINGOPTPARAM
	InvalidTLV       = 0xC4 // ESME_RINVOPTPARAMVAL
	DeliveryFailed   = 0xFE // ESME_RDELIVERYFAILURE
	UnknownError     = 0xFF // ESME_RUNKNOWNERR
)
