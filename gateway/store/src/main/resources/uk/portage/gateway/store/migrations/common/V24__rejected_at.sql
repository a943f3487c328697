-- When a destination first said that it has not integrated a transfer: GP2GP looks at no answer that comes after 14 days.
ALTER TABLE transfer_state ADD COLUMN rejected_at BIGINT;
