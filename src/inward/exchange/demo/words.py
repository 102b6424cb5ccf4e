"""What people of the demo company write to each other."""

WORDS: dict[str, tuple[str, ...]] = {
    "submitted": (
        "Hello, could you look at this? We need it this week.",
        "As discussed in the corridor, here it is in writing.",
        "It can wait until tomorrow, but not much longer.",
        "Two colleagues have the same.",
    ),
    "reply": (
        "Thanks, I have it and look into it today.",
        "I see it too. I come back to you with a date.",
        "Understood. I need about half a day for this.",
        "On it. I will tell you when it is done.",
    ),
    "note": (
        "Third one this month, same cause as last time.",
        "Check the rights first, they are wider than they should be.",
        "The manual has a page on this, second half.",
    ),
    "question": (
        "Which cost centre should this go to?",
        "Until when do you need it, and who else uses it?",
        "Could you send the order number?",
        "Which room is it, and when may we come in?",
    ),
    # Each to the question at its place.
    "answer": (
        "Cost centre 4410, sorry for leaving it out.",
        "Until the end of the month, only our team.",
        "It is 7731, the second line.",
        "Room 4.12, any time after nine.",
    ),
    "outside": (
        "The manufacturer sends the part",
        "Waiting for the carrier's answer",
        "The supplier has to confirm",
    ),
    "hand_off": (
        "The rest is yours: please check the terms and set it live.",
        "We did our part, the approval of the data owner is with you.",
    ),
    "ping_pong": (
        "This looks like yours, the label was fine when it left here.",
        "Not ours: the pallet came to the gate like this.",
        "Please check again, our scan says it is with you.",
    ),
    "resolved": (
        "Done. Please have a look and tell me if anything is missing.",
        "Fixed; the cause was an old setting, it should not come back.",
        "It is ready and on your desk.",
        "Set up and tested with your colleague.",
    ),
    "reopened": (
        "It came back this morning.",
        "Half of it works, the second part does not.",
    ),
    "declined": (
        "We may not do this: the policy asks for two signatures. If it is urgent, your head can "
        "ask for an exception.",
        "Our policy does not allow this kind of access without a limit in time. Please ask again "
        "with an end date.",
    ),
}
