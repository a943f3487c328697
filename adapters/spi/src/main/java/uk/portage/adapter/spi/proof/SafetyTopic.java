package uk.portage.adapter.spi.proof;

/** What must reach the destination whole, because a person comes to harm without it. */
public enum SafetyTopic {
    NHS_NUMBER,
    ALLERGY,
    ALERT,
    MEDICATION,
    DEATH
}
